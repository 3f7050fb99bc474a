import { defineConfig } from 'drizzle-kit';

// `npm run db:generate` writes for both databases; the other half is drizzle.postgres.config.ts
delete process.env['DATABASE_URL'];

export default defineConfig({
	dialect: 'sqlite',
	schema: './src/lib/server/db/schema.ts',
	out: './drizzle',
	casing: 'snake_case'
});
