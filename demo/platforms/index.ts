import { celigo } from './celigo';
import { ductape } from './ductape';
import { gestal } from './gestal';
import { polarity } from './polarity';
import { port } from './port';
import type { DemoPlatform } from './DemoPlatform';

/** Every platform that `npm start` shows. */
export const demoPlatforms: DemoPlatform[] = [celigo, ductape, gestal, polarity, port];
