import { randomInt } from 'node:crypto';
import { fuzzMarks } from '../app/fuzz-marks.ts';

// seeds that nobody has tried; one that fails stands in the name of its test
fuzzMarks([randomInt(2 ** 31), randomInt(2 ** 31)]);
