import type { FaultSubject } from '../FaultPlatform';
import { celigo } from './celigo';
import { ductape } from './ductape';
import { gestal } from './gestal';
import { polarity } from './polarity';
import { port } from './port';

/** Every platform on which faults are tried. */
export const faultPlatforms: readonly FaultSubject[] = [celigo, port, ductape, polarity, gestal];
