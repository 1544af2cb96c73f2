import type { StartedPlatform } from './startPlatforms';

/** Makes an error on the platform of that name. Returns what happened, for people; undefined when there is no such platform. */
export async function causeErrorOn(
	platforms: readonly StartedPlatform[],
	name: string,
): Promise<string | undefined> {
	const platform = platforms.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
	if (platform === undefined) return undefined;
	const eventId = await platform.running.causeError();
	return `${platform.name}: ${platform.running.happening} (${eventId})`;
}
