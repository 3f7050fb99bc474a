// `npm run db:generate -- --name what_changed`: from one description, the migration of each database.
import { spawnSync } from 'node:child_process';

for (const config of ['drizzle.config.ts', 'drizzle.postgres.config.ts']) {
	const args = ['generate', '--config', config, ...process.argv.slice(2)];
	const { status } = spawnSync('drizzle-kit', args, {
		stdio: 'inherit',
		shell: process.platform === 'win32'
	});
	if (status !== 0) process.exit(status ?? 1);
}
