import { walkFrom } from './walks.ts';

walkFrom(356196155);
