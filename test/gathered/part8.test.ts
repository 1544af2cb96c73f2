import { gather } from './gather';

gather(8);
