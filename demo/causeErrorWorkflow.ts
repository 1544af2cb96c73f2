import { chain } from './n8n/workflows';
import type { Workflow } from './n8n/N8nClient';

/** The form is at `<n8n>/form/cause-an-error` as soon as the workflow is published. */
export const causeErrorPath = 'cause-an-error';

/** A form that asks for a platform, makes an error there, and says where it is seen. */
export function causeErrorWorkflow(platforms: readonly string[], causeErrorUrl: string): Workflow {
	return chain('Cause an error', [
		{
			name: 'Which platform?',
			type: 'n8n-nodes-base.formTrigger',
			typeVersion: 2.2,
			parameters: {
				formTitle: 'Cause an error',
				formDescription:
					'Something goes wrong on the simulated platform. Its trigger emits it within a minute.',
				formFields: {
					values: [
						{
							fieldLabel: 'Platform',
							fieldType: 'dropdown',
							fieldOptions: { values: platforms.map((option) => ({ option })) },
							requiredField: true,
						},
					],
				},
				options: { path: causeErrorPath, buttonLabel: 'Cause an error' },
			},
			webhookId: '0a6f3b52-7c1d-4e8f-9a2b-3c4d5e6f7a8b',
		},
		{
			name: 'Cause it',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: causeErrorUrl,
				sendBody: true,
				bodyParameters: { parameters: [{ name: 'platform', value: '={{ $json.Platform }}' }] },
				options: {},
			},
		},
		{
			name: 'What happens now',
			type: 'n8n-nodes-base.form',
			parameters: {
				operation: 'completion',
				completionTitle: '={{ $json.happened }}',
				completionMessage:
					'Within a minute, the workflow "New errors of all platforms to chat" starts if it has the trigger of the platform, and its chat message appears in the terminal.',
				options: {},
			},
			webhookId: '3c1f5a7e-2b4d-4f6a-8c9e-1d2f3a4b5c6d',
		},
	]);
}
