import { randomInt } from 'node:crypto';
import { walkAsEverybody } from '../scenarios/canary/walk.ts';

// a seed that nobody has tried; it stands in the name of the test
walkAsEverybody(randomInt(2 ** 31));
