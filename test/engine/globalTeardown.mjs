import { rmSync } from 'node:fs';

export default function globalTeardown() {
	rmSync(process.env.ENGINE_FOLDER, { recursive: true, force: true });
}
