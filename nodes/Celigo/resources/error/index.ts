import { resource } from '../../../../core';
import { assign, deleteResolved, resolve, retry, tag, unassign } from './changes';
import { downloadCsv } from './download';
import { getRequest, getRetryData, updateRetryData } from './failedRecord';
import { getMany } from './getMany';

export const errorResource = resource('Error', [
	assign,
	deleteResolved,
	downloadCsv,
	getMany,
	getRequest,
	getRetryData,
	resolve,
	retry,
	tag,
	unassign,
	updateRetryData,
]);
