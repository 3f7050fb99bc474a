export {
	confirmRecipients,
	deliverReady,
	holdDelivery,
	recalculateOrder,
	sendNow
} from './delivery-actions.ts';
export { deliverDue } from './deliver-due.ts';
export { listSent } from './list-deliveries.ts';
export { recallDelivery } from './recall.ts';
export { sendFiles } from './send-files.ts';
