import type { PortState } from './PortState';
import type { Resyncs } from './Resyncs';

/** What a fresh simulator holds. */
export interface Seed {
	/** Default `example`: a handful of integrations in different states. A number: so many that are alike. */
	integrations?: 'example' | number;
}

/** The credential pair that works. */
export const CLIENT = { clientId: 'client-example', clientSecret: 'secret-example-1234' };

/** Fills the organization. */
export function seed(state: PortState, resyncs: Resyncs, { integrations = 'example' }: Seed): void {
	if (integrations !== 'example') {
		for (let count = 1; count <= integrations; count += 1) {
			state.addIntegration({ installationId: `integration-${count}`, title: `Integration ${count}` });
		}
		return;
	}
	state.addIntegration({
		installationId: 'my-gitlab',
		title: 'My GitLab',
		installationType: 'Saas',
		spec: {
			integrationSpec: { gitlabHost: 'https://gitlab.example.com', gitlabToken: 'GITLAB_TOKEN' },
			appSpec: { scheduledResyncInterval: '4h', liveEventsEnabled: true },
		},
	});
	state.setDeployment('my-gitlab', 'Running');
	resyncs.run('my-gitlab', { status: 'completed' });
	state.addIntegration({
		installationId: 'cluster-exporter',
		title: null,
		// As Port's exporter registers itself (port-labs/port-k8s-exporter, pkg/port/integration).
		installationAppType: 'K8S EXPORTER',
	});
	state.addIntegration({
		installationId: 'on-call',
		title: 'On Call',
		installationAppType: 'pagerduty',
	});
	resyncs.run('on-call', { status: 'failed', message: 'The PagerDuty token was refused' });
	state.addIntegration(
		{ installationId: '12345678', title: 'GitHub', installationAppType: 'GitHub', config: {} },
		{ isOcean: false },
	);
}
