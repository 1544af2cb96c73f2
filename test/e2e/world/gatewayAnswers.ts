import type { StatusFault } from '../../../simulators/switchboard';

const nginx = (words: string) =>
	`<html>\r\n<head><title>${words}</title></head>\r\n<body>\r\n<center><h1>${words}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

const cloudflare = (words: string) =>
	`<!DOCTYPE html>\n<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US"> <![endif]-->\n<html lang="en-US">\n<head>\n<title>${words}</title>\n</head>\n<body>\n<div id="cf-wrapper">Ray ID: 8f2d0c1e9ab34f77</div>\n</body>\n</html>\n`;

const plain = 'text/plain; charset=utf-8';

/** What gateways respond while the platform behind them is away. None of it is the platform's word. */
export const gatewayAnswers: readonly StatusFault[] = [
	{ status: 404, contentType: plain, bodyText: '404 page not found\n' },
	{ status: 502, bodyText: nginx('502 Bad Gateway') },
	{ status: 503, bodyText: cloudflare('example.com | 503: Service Temporarily Unavailable') },
	{ status: 404, bodyText: nginx('404 Not Found') },
	{ status: 503, contentType: plain, bodyText: 'no available server\n' },
	{ status: 404, contentType: plain, bodyText: 'default backend - 404' },
];
