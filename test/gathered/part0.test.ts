import { gather } from './gather';

gather(0);
