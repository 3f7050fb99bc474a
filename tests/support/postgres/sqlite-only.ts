/** Test files about what only a file of SQLite has, left out where the tests run on PostgreSQL; each with its reason. */
export const SQLITE_ONLY: Record<string, string> = {
	'src/lib/server/auth/pace.test.ts': 'stands in for setTimeout, which the driver of a server uses as well',
	'src/lib/server/db/health.test.ts': 'the file is replaced, its disk fails',
	'src/lib/server/db/kept-statements.test.ts': 'the driver’s own cache',
	'src/lib/server/db/migrations.test.ts': 'files of earlier versions; a copy beside the file',
	'src/lib/server/db/names-in-one-form.test.ts': 'rows that a version before PostgreSQL left',
	'src/lib/server/db/renditions-are-rows.test.ts': 'rows that a version before PostgreSQL left',
	'src/lib/server/db/snapshots.test.ts': 'connections of the driver; see db/postgres/open.test.ts',
	'src/lib/server/db/transaction.test.ts': 'a second connection to the file; see db/postgres/open.test.ts',
	'src/lib/server/downloads/weights.test.ts': 'counts what the driver prepares',
	'src/lib/server/operations/backup.test.ts': 'a backup is a copy of the file; a server has pg_dump',
	'src/lib/server/operations/data-folder.test.ts': 'the file in the folder is lost, emptied, open to others',
	'src/lib/server/operations/doctor.test.ts': 'the doctor reads the file',
	'src/lib/server/operations/doctor-files.test.ts': 'the doctor reads the file'
};
