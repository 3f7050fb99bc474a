import { afterEach, expect, test, vi } from 'vitest';
import { aVersionView } from '#tests/support/cast/views.ts';
import { FileVersions } from './file-versions.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

/** The server's answers, to be given when the test says so. */
function answers() {
	const given: ((numbers: number[]) => void)[] = [];
	vi.stubGlobal(
		'fetch',
		() =>
			new Promise((resolve) =>
				given.push((numbers) => resolve(Response.json(numbers.map((version) => aVersionView(version)))))
			)
	);
	return given;
}

test('the versions of one file are not shown under the next', async () => {
	const given = answers();
	const versions = new FileVersions();
	const first = versions.fetch('a');
	given[0]?.([1, 2]);
	await first;
	expect(versions.list).toHaveLength(2);
	void versions.fetch('b');
	expect(versions.list).toEqual([]);
	expect(versions.of).toBeUndefined();
});

test('an answer that comes late does not take the place of a later one', async () => {
	const given = answers();
	const versions = new FileVersions();
	const both = [versions.fetch('a'), versions.fetch('b')];
	given[1]?.([1, 2, 3]);
	await both[1];
	given[0]?.([1]);
	await both[0];
	expect(versions.of).toBe('b');
	expect(versions.list).toHaveLength(3);
});
