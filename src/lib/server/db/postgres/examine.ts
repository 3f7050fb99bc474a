import type { Shape } from '../migrations.ts';
import { shapeOf } from './migrations.ts';
import { openInWords } from './open-in-words.ts';

/** What a start would make of the database on a server; changes nothing. Throws a sentence where it cannot be asked. */
export const examineServer = (url: string, folder: string): Promise<{ version: string; shape: Shape }> =>
	openInWords(url, async (client) => {
		const { rows } = await client.query<{ version: string }>(
			'select current_setting(\'server_version\') "version"'
		);
		return { version: rows[0]?.version ?? '', shape: await shapeOf(client, folder) };
	});
