import { celigo } from './celigo';
import { ductape } from './ductape';
import { gestal, gestalCurrent } from './gestal';
import type { PlatformModel } from './PlatformModel';
import { polarity } from './polarity';
import { port } from './port';

/** The simulated platforms by name. */
export const platforms: Readonly<Record<string, PlatformModel>> = {
	celigo,
	ductape,
	gestal,
	gestalCurrent,
	polarity,
	port,
};
