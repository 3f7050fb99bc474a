import { walkAsEverybody } from './walk.ts';

walkAsEverybody(Number(process.env['SEED'] ?? 20_260_501));
