import { installN8n } from '../../../demo/install/installN8n';
import { say } from '../../../demo/install/progress';

/** Before the tests, part of which run side by side: the installation takes both cores by itself. */
installN8n().catch((error: unknown) => {
	say(`\nn8n could not be installed: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
});
