import { fuzzMarks } from './fuzz-marks.ts';

fuzzMarks([Number(process.env['FUZZ_SEED'] ?? 20_261_125)]);
