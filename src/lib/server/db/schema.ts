// Every table, by subject. A changed column needs `npm run db:generate`.
export * from './schema/studio.ts';
export * from './schema/galleries.ts';
export * from './schema/people.ts';
export * from './schema/files.ts';
export * from './schema/marks.ts';
export * from './schema/orders.ts';
export * from './schema/deliveries.ts';
export * from './schema/downloads.ts';
export * from './schema/work.ts';
export * from './schema/storage.ts';
export * from './schema/facts.ts';
