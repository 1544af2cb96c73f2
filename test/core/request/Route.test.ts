import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { linkedRoute, route, typedRoute, type Route } from '../../../core/request/Route';

const whole = ({ path, search }: Route) => `${path}${search}`;

describe('route', () => {
	test('encodes every part, so that none leaves its segment', () => {
		expect(route`/flows/${'a/../b?c=d#e %2f'}/errors/${7}`.path).toBe(
			'/flows/a%2F..%2Fb%3Fc%3Dd%23e%20%252f/errors/7',
		);
		fc.assert(
			fc.property(
				fc
					.string({ minLength: 1, unit: 'binary' })
					.filter((id) => !/\p{Surrogate}/u.test(id) && !/^\.\.?$/.test(id)),
				(id) => {
					const url = new URL(`https://api.example.com${route`/things/${id}/parts`.path}`);
					expect(url.pathname.split('/')).toHaveLength(4);
					expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(id);
					expect([url.search, url.hash]).toEqual(['', '']);
				},
			),
		);
	});

	test('builds on another route', () => {
		const thing = route`/things/${'a b'}`;
		expect(whole(route`${thing}/parts`)).toBe('/things/a%20b/parts');
		expect(route`/things`.path).toBe('/things');
	});

	test.each(['', '.', '..'])('refuses %j as a part', (part) => {
		expect(() => route`/things/${part}`).toThrow(/^An ID is /);
	});
});

describe('linkedRoute', () => {
	const base = 'https://api.example.com/v1';
	test.each([
		['https://api.example.com/v1/things?after=x%2Fy', '/things?after=x%2Fy'],
		['/v1/things?page=2', '/things?page=2'],
		['things?page=2', '/things?page=2'],
		['?page=2', '/?page=2'],
		['https://evil.example.com/v1/things?page=2', '/things?page=2'],
		['//evil.example.com/things', '/things'],
		['https://user:word@evil.example.com/v1/things', '/things'],
		['https://api.example.com/v2/things', '/v2/things'],
		['other:@evil.example.com/things', '/@evil.example.com/things'],
	])('of %s is below the base: %s', (link, expected) => {
		expect(whole(linkedRoute(link, base))).toBe(expected);
	});

	test('behind a proxy with a path of its own, which the link does not know', () => {
		const proxied = 'https://proxy.example.com/celigo/v1';
		expect(whole(linkedRoute('https://api.example.com/v1/things?a=1', proxied))).toBe('/things?a=1');
		expect(whole(linkedRoute('/celigo/v1/things', proxied))).toBe('/things');
	});

	test('of a base without path', () => {
		expect(whole(linkedRoute('https://api.example.com/things?a=1', 'http://127.0.0.1:8080'))).toBe(
			'/things?a=1',
		);
	});
});

describe('typedRoute', () => {
	test.each([
		['/things', '/things'],
		['things/1', '/things/1'],
		[' /things/a b/parts ', '/things/a%20b/parts'],
		['/things/a%2Fb', '/things/a%2Fb'],
		['/things/50%25', '/things/50%25'],
		['/things/a:b@c', '/things/a%3Ab%40c'],
		['/things/...', '/things/...'],
		['/things/ü', '/things/%C3%BC'],
		['/things/%252e%252e', '/things/%252e%252e'],
	])('%j is %s', (typed, path) => {
		expect(typedRoute(typed)).toMatchObject({ path, search: '' });
	});

	test.each([
		['https://evil.example.com/things', /^must be a path below the base URL/],
		['//evil.example.com', /^must be a path below the base URL/],
		['\\\\evil.example.com', /^must be a path below the base URL/],
		['/things?a=1', /^must not contain \? or #/],
		['/things/..', /^must not contain \. or \.\./],
		['/things/%2E%2e/x', /^must not contain \. or \.\./],
		['/things/a%5C..%5Cb', /^must not contain \. or \.\./],
		['/things/./x', /^must not contain \. or \.\./],
		['/things//parts', /^has an empty part/],
		['/things/', /^has an empty part/],
		['/', /^has an empty part/],
		['/things/100%', /^contains a %/],
		['/things/%ff', /^contains a %/],
		['/things/%0D%0Ax', /^must not contain line breaks/],
		['/things/a\tb', /^must not contain line breaks/],
		['/things/cut \ud83d', /^must not contain .* half of an emoji/],
	])('refuses %j', (typed, reason) => {
		expect(() => typedRoute(typed)).toThrow(reason);
	});

	test('whatever is typed stays below the base URL, as what was typed', () => {
		const base = 'https://api.example.com/v1';
		fc.assert(
			fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 }), (parts) => {
				let path: string;
				try {
					({ path } = typedRoute(`/${parts.join('/')}`));
				} catch {
					return;
				}
				const url = new URL(`${base}${path}`);
				expect([url.origin, url.search, url.hash]).toEqual(['https://api.example.com', '', '']);
				expect(url.href).toBe(`${base}${path}`);
				expect(url.pathname).toMatch(/^\/v1\/./);
			}),
		);
	});
});
