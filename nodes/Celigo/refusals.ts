/** Where it is understood, and not accepted (section 5). */
const NOT_ACCEPTED: readonly number[] = [422];

/**
 * A hint for requests that Celigo understood and did not accept; one that was malformed, found nothing or met another change
 * has another reason.
 */
export function onRefusal(hint: string, statuses = NOT_ACCEPTED): (status: number) => string | undefined {
	return (status) => (statuses.includes(status) ? hint : undefined);
}
