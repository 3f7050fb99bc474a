import { walkFrom } from '../model/walks.ts';

walkFrom(356196155);
