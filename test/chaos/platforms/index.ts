import { celigo } from './celigo';
import { ductape } from './ductape';
import { gestal } from './gestal';
import { polarity } from './polarity';
import { port } from './port';

/** Starts the platforms, each with a simulator of its own. */
export const startPlatforms = [celigo, ductape, gestal, polarity, port];
