import type { Option } from './records';
import type { PolarityState } from './PolarityState';

export const seededApiKey = 'pk_live_7f3e9a51c2d84b60';
export const seededVirusTotalId = 'virustotal_node_18_1725278818';
export const seededLogin = { username: 'manager', password: 'correct horse battery' } as const;

export interface SeedCounts {
	/** Integrations in all, the four of the small default included. */
	integrations?: number;
}

const option = (key: string, type: Option['type'], value: unknown, more: Partial<Option> = {}): Option => ({
	key,
	name: key,
	description: `The ${key} of the integration`,
	type,
	value,
	default: type === 'boolean' ? false : '',
	adminOnly: true,
	userCanEdit: false,
	required: false,
	...more,
});

/** A small server: integrations that answer, one that does not run, one whose third party fails. */
export function seedState(state: PolarityState, { integrations = 4 }: SeedCounts = {}): void {
	state.addApiKey(seededApiKey);
	state.addAccount(seededLogin);
	state.addIntegration({
		id: seededVirusTotalId,
		name: 'VirusTotal',
		acronym: 'VT',
		entityTypes: ['IPv4', 'domain', 'url', 'hash'],
		options: [
			option('apiKey', 'password', 'vt-secret-value-123', { required: true }),
			option('showNoResults', 'boolean', false, { adminOnly: false, userCanEdit: true }),
			option('baseUrl', 'text', 'https://virustotal.example.com', { adminOnly: false }),
		],
		hits: {
			'8.8.8.8': { summary: ['Score: 0'], details: { country: 'US' } },
			'evil.example.com': { summary: ['Score: 62', 'Phishing'], details: { detections: 62 } },
		},
	});
	state.addIntegration({
		id: 'aws_ec2',
		name: 'AWS EC2',
		acronym: 'EC2',
		entityTypes: ['IPv4'],
		options: [option('region', 'text', 'eu-west-1')],
		hits: { '8.8.8.8': { summary: ['i-0123456789'], details: { state: 'running' } } },
	});
	state.addIntegration({
		id: 'shodan',
		name: 'Shodan',
		entityTypes: ['IPv4', 'domain'],
		thirdPartyFailure: 'Shodan quota exceeded for this month',
	});
	state.addIntegration({ id: 'jira', name: 'Jira', status: 'stopped', entityTypes: ['custom.issue'] });
	for (let number = state.integrations.size + 1; number <= integrations; number += 1) {
		const suffix = String(number).padStart(4, '0');
		state.addIntegration({
			id: `feed_${suffix}`,
			name: `Threat Feed ${suffix}`,
			status: 'stopped',
			entityTypes: ['*'],
		});
	}
}
