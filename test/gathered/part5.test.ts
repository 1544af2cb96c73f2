import { gather } from './gather';

gather(5);
