import { defineConfig } from 'drizzle-kit';

// the same schema files, read as db/dialect.ts has them read for such an address
process.env['DATABASE_URL'] = 'postgres://localhost/proofsheet';

export default defineConfig({
	dialect: 'postgresql',
	schema: './src/lib/server/db/schema.ts',
	out: './drizzle/postgres',
	casing: 'snake_case'
});
