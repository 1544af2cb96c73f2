import { celigo } from './celigo';
import type { PlatformModel } from './PlatformModel';

/** The simulated platforms by name. */
export const platforms: Readonly<Record<string, PlatformModel>> = { celigo };
