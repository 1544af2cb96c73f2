import { ErrorList } from './ErrorList';
import type { StepError } from './records';

/** What is left of a record that failed: what GET and PUT .../data carry. */
export type RetryEnvelope = Record<string, unknown>;

/** The errors of one step: what the platform calls its error store. A step without one answers 404. */
export class ErrorStore {
	readonly open = new ErrorList();

	readonly resolved = new ErrorList();

	/** Failed records that were changed, by retryDataKey. */
	private readonly changedRecords = new Map<string, RetryEnvelope>();

	/** When the latest error occurred, also after it was resolved. */
	lastErrorAt: string | undefined;

	add(error: StepError): void {
		this.open.set(error.errorId, error);
		if (this.lastErrorAt === undefined || error.occurredAt > this.lastErrorAt)
			this.lastErrorAt = error.occurredAt;
	}

	/** Unknown ids are passed over, as a repeated resolve must be harmless. */
	resolve(errorIds: Iterable<string>, resolvedBy: string, resolvedAt: string): void {
		for (const errorId of errorIds) {
			const error = this.open.get(errorId);
			if (error === undefined) continue;
			this.open.delete(errorId);
			this.resolved.set(errorId, { ...error, resolvedAt, resolvedBy });
		}
	}

	/** The open errors that can be retried by these keys or ids. */
	retryable(retryDataKeys: readonly string[], errorIds: readonly string[]): StepError[] {
		const keys = new Set(retryDataKeys);
		const ids = new Set(errorIds);
		return [...this.open.values()].filter(
			({ errorId, retryDataKey }) =>
				retryDataKey !== undefined && (keys.has(retryDataKey) || ids.has(errorId)),
		);
	}

	/** The failed record behind a key, or its text; undefined for an unknown key. */
	envelope(retryDataKey: string, form: 'record' | 'text' = 'record'): RetryEnvelope | undefined {
		const error = this.all().find((candidate) => candidate.retryDataKey === retryDataKey);
		if (error === undefined) return undefined;
		const id = error.traceKey ?? error.errorId;
		const email = 'customer@example.com';
		return (
			this.changedRecords.get(retryDataKey) ?? {
				data: form === 'record' ? { id, email } : `<customer id="${id}"><email>${email}</email></customer>`,
				stage: 'import',
				traceKey: id,
				errors: [{ code: error.code, message: error.message, source: error.source }],
			}
		);
	}

	replaceEnvelope(retryDataKey: string, envelope: RetryEnvelope): void {
		this.changedRecords.set(retryDataKey, envelope);
	}

	all(): StepError[] {
		return [...this.open.values(), ...this.resolved.values()];
	}
}
