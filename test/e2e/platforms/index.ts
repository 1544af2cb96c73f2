import { celigo } from './celigo';
import { ductape } from './ductape';
import { gestal } from './gestal';
import { polarity } from './polarity';
import { port } from './port';
import type { EndToEndPlatform } from './EndToEndPlatform';

/** Every platform that is proven in a real n8n. */
export const endToEndPlatforms: EndToEndPlatform[] = [celigo, ductape, gestal, polarity, port];
