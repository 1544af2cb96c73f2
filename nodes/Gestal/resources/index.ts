import { apiResource } from '../../../core';
import { accessKeyResource } from './accessKey';
import { customCallOfIntegrator, customCallToFarmSite } from './api';
import { batchResource } from './batch';
import {
	boarResource,
	breedingResource,
	gestationLiveResource,
	gestationVisitResource,
	lactationLiveResource,
	locationResource,
	pigletMovementResource,
	preWeaningResource,
} from './farmRecord';
import { feedIntakeResource } from './feedIntake';
import { installationResource } from './installation';
import { integrationResource } from './integration';
import { sowResource } from './sow';
import { sowMirrorResource } from './sowMirror';

export const resources = [
	accessKeyResource,
	apiResource(customCallOfIntegrator, customCallToFarmSite),
	batchResource,
	boarResource,
	breedingResource,
	feedIntakeResource,
	gestationLiveResource,
	gestationVisitResource,
	installationResource,
	integrationResource,
	lactationLiveResource,
	locationResource,
	pigletMovementResource,
	preWeaningResource,
	sowResource,
	sowMirrorResource,
];
