import { walkAnewFrom } from '../model/walks.ts';

walkAnewFrom(Date.now() % 2 ** 31, 3_000);
