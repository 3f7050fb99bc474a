import { server } from '#tests/support/postgres/databases.ts';
import { walkThroughFailuresFrom } from './walks.ts';

// where they happen by themselves; SQLite's one writer meets them seldom, and a few are enough every day
walkThroughFailuresFrom(Number(process.env['MODEL_SEED'] ?? 53), server ? 1_000 : 100);
