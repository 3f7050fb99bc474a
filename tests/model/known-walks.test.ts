import { walkFrom } from './walks.ts';

walkFrom(1);
