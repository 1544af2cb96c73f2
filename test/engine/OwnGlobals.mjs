import NodeEnvironment from 'jest-environment-node';
import vm from 'node:vm';

/**
 * Jest's environment of Node, with global objects that cost nothing to read.
 *
 * Jest makes an object the global one of a suite, and every `Array`, `Object` or `Promise` that the code of the suite
 * mentions is then looked up there by calls back into Node, each fifty times as slow as outside of tests. A context
 * without such an object has globals of its own all the same. Node has them from 20.18 on; an older one does as jest does.
 */
export default class OwnGlobals extends NodeEnvironment {
	constructor(config, context) {
		const { createContext, constants } = vm;
		// Jest's constructor leaves no choice of the context. It is not asynchronous: nobody else gets this one.
		vm.createContext = (object) => createContext(constants?.DONT_CONTEXTIFY ?? object);
		try {
			super(config, context);
		} finally {
			vm.createContext = createContext;
		}
	}
}
