import { serveTasks } from '#lib/server/media/serve.ts';

await serveTasks();
