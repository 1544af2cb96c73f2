import { gather } from './gather';

gather(6);
