import { walkAnewFrom } from './walks.ts';

// a seed that failed is walked again with MODEL_SEED; it is in the name of the test
const asked = process.env['MODEL_SEED'];

walkAnewFrom(asked ? Number(asked) : Date.now() % 2 ** 31);
