/** The database server could not be reached, or ended the connection: what was asked may be asked again later. */
export class DatabaseAway extends Error {
	readonly code = 'DATABASE_AWAY';
	constructor(cause: unknown) {
		super('the database server is away', { cause });
	}
}

/**
 * Class 08: no connection; 57P: the server shuts down, was ended or is starting; 53: it has no room for another
 * connection, or no memory or disk.
 */
const SERVER = /^(08...|57P0[1-5]|53...)$/;
const NETWORK =
	/^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** The driver has no codes for its own. */
const DRIVER =
	/^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed)/;

export function isAway(error: unknown): boolean {
	if (error instanceof DatabaseAway) return true;
	if (!(error instanceof Error)) return false;
	const code = 'code' in error ? String(error.code) : '';
	return SERVER.test(code) || NETWORK.test(code) || DRIVER.test(error.message);
}
