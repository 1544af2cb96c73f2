/** A hint for requests that Celigo understood and did not accept; one that was malformed or found nothing has another reason. */
export function onRefusal(hint: string): (status: number) => string | undefined {
	return (status) => (status === 409 || status === 422 ? hint : undefined);
}
