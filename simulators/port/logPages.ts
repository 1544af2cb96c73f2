import { isUndefined, omitBy } from 'lodash';

import type { QueryReader } from '../switchboard';

import type { LogLine } from './records';
import type { PortSwitches } from './switches';

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'FATAL'] as const;
export const LOG_PHASES = ['extract', 'transform', 'load'] as const;

const DEFAULT_LIMIT = 100;

/**
 * One page of log lines (section 4): the newest, or those older (or newer) than the line at the edge, which is told by its
 * time and id.
 */
export function logPage(switches: PortSwitches, lines: readonly LogLine[], query: QueryReader): LogLine[] {
	const asked = switches.logLimit === 'ignored' ? undefined : query.number('limit');
	const limit = asked ?? DEFAULT_LIMIT;
	const found = lines.filter((line) => matches(switches, line, query)).sort(byTime);
	const edge = switches.logCursor === 'ignored' ? undefined : edgeOf(found, query);
	const page = edge === undefined ? newest(found, limit) : besideEdge(switches, found, edge, query, limit);
	return switches.logOrder === 'ascending' ? page : [...page].reverse();
}

/** The line as it is answered: its id under the key that the switch names, its level in Python's or Port's word. */
export function shownLine(switches: PortSwitches, line: LogLine): Record<string, unknown> {
	const { id, level, message, timestamp } = line;
	const extra = { ...line.extra, ...(switches.logContext === 'shown' && contextOf(line)) };
	const shownTime = 'shownTime' in line ? line.shownTime : timestamp;
	const shown = { level: nameOf(switches, level), message, timestamp: shownTime, extra };
	return switches.logIdKey === 'none' ? shown : { [switches.logIdKey]: id, ...shown };
}

function contextOf({ eventId, kind, phase }: LogLine): Record<string, unknown> {
	return omitBy({ event_id: eventId, resource_kind: kind, etl_phase: phase }, isUndefined);
}

function nameOf({ highestLevel }: PortSwitches, level: string): string {
	return level === 'FATAL' ? highestLevel : level;
}

function matches(switches: PortSwitches, line: LogLine, query: QueryReader): boolean {
	const isNew = switches.logParameters === 'new';
	const asked = query.list(isNew ? 'levels' : 'level');
	const levels = switches.repeatedLevels === 'all' ? asked : asked.slice(-1);
	const level = switches.criticalFilter === 'asFatal' ? line.level : nameOf(switches, line.level);
	const event = query.text(isNew ? 'event_id' : 'eventId');
	const phases = isNew ? query.list('etl_phases') : [];
	const kinds = isNew ? query.list('kinds') : [];
	return (
		(levels.length === 0 || levels.includes(level)) &&
		(event === undefined || line.eventId === event) &&
		(phases.length === 0 || (line.phase !== undefined && phases.includes(line.phase))) &&
		(kinds.length === 0 || (line.kind !== undefined && kinds.includes(line.kind)))
	);
}

interface Edge {
	readonly time: string;
	readonly id: string;
}

/** Without an id the whole instant counts as seen; a time alone is the edge too. */
function edgeOf(found: readonly LogLine[], query: QueryReader): Edge | undefined {
	const time = query.text('timestamp');
	if (time === undefined) return undefined;
	const id = query.text('log_id');
	const line = found.find((candidate) => candidate.id === id);
	return { time: line?.timestamp ?? time, id: id ?? '' };
}

function besideEdge(
	switches: PortSwitches,
	found: readonly LogLine[],
	edge: Edge,
	query: QueryReader,
	limit: number,
): LogLine[] {
	const isUp = (query.text('direction') ?? 'up') === 'up';
	const wantsOlder = isUp === (switches.logUp === 'older');
	const beside = found.filter((line) => {
		const order = orderOf(line, edge);
		if (order === 0) return switches.logEdge === 'inclusive';
		return wantsOlder ? order < 0 : order > 0;
	});
	return wantsOlder ? newest(beside, limit) : beside.slice(0, limit);
}

function newest(lines: readonly LogLine[], limit: number): LogLine[] {
	return limit === 0 ? [] : lines.slice(-limit);
}

function byTime(one: LogLine, other: LogLine): number {
	return orderOf(one, { time: other.timestamp, id: other.id });
}

/** Times may have microseconds, which Date drops: equal milliseconds are decided by the text, then by the id. */
function orderOf(line: LogLine, { time, id }: Edge): number {
	const difference = Date.parse(line.timestamp) - Date.parse(time);
	if (difference !== 0) return difference;
	if (line.timestamp !== time && line.timestamp.length === time.length) return line.timestamp < time ? -1 : 1;
	if (line.id === id) return 0;
	return line.id < id ? -1 : 1;
}
