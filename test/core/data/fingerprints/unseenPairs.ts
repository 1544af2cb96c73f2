import type { Pair } from './pairs';

/** Messages of other systems and templates than those of `pairs`: nothing was adjusted to them. */
export const pairs: readonly Pair[] = [
	// Celigo integrator.io: same cause
	{
		one: 'CC_PROCESSOR_ERROR: The card ending in 4417 for cash sale CS1042 was refused by the gateway at 3/14/2024 4:05 pm (P/N ref EQRF8A1B2C3D)',
		other:
			'CC_PROCESSOR_ERROR: The card ending in 0009 for cash sale CS9 was refused by the gateway at 12/1/2023 11:59 am (P/N ref QX7)',
		isSame: true,
	},
	{
		one: 'Inventory adjustment ADJ-118: serial/lot numbers LOT-A1, LOT-A2, LOT-B7 are already in use in bin "R 12-04"',
		other: 'Inventory adjustment ADJ-9: serial/lot numbers 2024/03/0001 are already in use in bin "Ξ3"',
		isSame: true,
	},
	{
		one: 'Assembly build was rejected with UNIQUE_CUST_ID_REQD (memo: "Nachproduktion für Auftrag 4412", build 90112, user rep-7@example.com)',
		other: 'Assembly build was rejected with UNIQUE_CUST_ID_REQD (memo: "", build 3, user ops@example.org)',
		isSame: true,
	},
	{
		one: 'WS_CONCUR_SESSION_DISALLWD. Session B3F0A9 was started from 203.0.113.5 while another from 198.51.100.77 was active.',
		other:
			'WS_CONCUR_SESSION_DISALLWD. Session 77 was started from 192.0.2.1 while another from 2001:db8::1f was active.',
		isSame: true,
	},
	{
		one: 'ENTITY_IS_DELETED: entity is deleted (row 14, Id = 0068d00000QwErTAAX)',
		other: 'ENTITY_IS_DELETED: entity is deleted (row 2, Id = a0B5j000001ZxCvEAK)',
		isSame: true,
	},
	{
		one: 'OrderTrigger: execution of BeforeInsert caused by: System.NullPointerException: Attempt to de-reference a null object\nClass.OrderHandler.price: line 88, column 1\nTrigger.OrderTrigger: line 4, column 1',
		other:
			'OrderTrigger: execution of BeforeInsert caused by: System.NullPointerException: Attempt to de-reference a null object\nClass.OrderHandler.price: line 1204, column 13\nTrigger.OrderTrigger: line 12, column 1',
		isSame: true,
	},
	{
		one: "QUERY_TIMEOUT: Your query request was running for too long. Query: SELECT Id FROM Lead WHERE Email IN ('a@example.com','b@example.com') took 120004 ms",
		other:
			"QUERY_TIMEOUT: Your query request was running for too long. Query: SELECT Id FROM Lead WHERE Email IN ('lærke@example.net') took 121 s",
		isSame: true,
	},
	{
		one: 'Platform event replay id 4410233 is older than 72 hours, resubscribing from -1',
		other: 'Platform event replay id 7 is older than 24 hours, resubscribing from -2',
		isSame: true,
	},
	{
		one: '{"data":{"productUpdate":{"product":null,"userErrors":[{"field":["id"],"message":"Product does not exist"}]}},"extensions":{"cost":{"requestedQueryCost":12,"throttleStatus":{"currentlyAvailable":988}}}}',
		other:
			'{"data":{"productUpdate":{"product":null,"userErrors":[{"field":["id"],"message":"Product does not exist"}]}},"extensions":{"cost":{"requestedQueryCost":102,"throttleStatus":{"currentlyAvailable":3}}}}',
		isSame: true,
	},
	{
		one: 'Refund of 49.90 on transaction 61208817 is more than the 45.00 that remains refundable (order name #EU1071)',
		other: 'Refund of 1,200 on transaction 8 is more than the 0.01 that remains refundable (order name #44)',
		isSame: true,
	},
	{
		one: 'Gift card with code ending "a1b2" was disabled at 2024-02-11T10:00:00-05:00 and cannot be redeemed by checkout c1-7f3a2b1c0d9e8f7a',
		other:
			'Gift card with code ending "ZZ99" was disabled at 2021-07-01T00:00:00Z and cannot be redeemed by checkout c1-00',
		isSame: true,
	},
	{
		one: 'ASIN B0EXAMPLE1 conflicts with the EAN 2000000000015 that the merchant submitted for its offer "Kaffekop, 4 stk."',
		other:
			'ASIN B0ZZ99YY88 conflicts with the EAN 0012345678905 that the merchant submitted for its offer "ティーポット"',
		isSame: true,
	},
	{
		one: 'Report GET_MERCHANT_LISTINGS_ALL_DATA finished as FATAL (report 55012019001, queued 2 hours 14 minutes)',
		other: 'Report GET_MERCHANT_LISTINGS_ALL_DATA finished as FATAL (report 9, queued 1 minute)',
		isSame: true,
	},
	{
		one: "String or binary data would be truncated in table 'erp.dbo.Address', column 'Street'. Truncated value: 'Industriestraße 44, Hinterh'.",
		other:
			"String or binary data would be truncated in table 'erp.dbo.Address', column 'Street'. Truncated value: '北京市朝阳区建国路'.",
		isSame: true,
	},
	{
		one: "Snowflake: Numeric value '12,50' is not recognized (query 01b2c3d4-0000-7777-0000-00112233aabb, row 812)",
		other:
			"Snowflake: Numeric value 'ukendt beløb' is not recognized (query 01FFEE00-0001-0002-0003-000000000004, row 1)",
		isSame: true,
	},
	{
		one: 'Lock wait timeout exceeded; try restarting transaction (thread 4417, 50.02 s, UPDATE stock SET qty = 12 WHERE id = 8812)',
		other:
			'Lock wait timeout exceeded; try restarting transaction (thread 9, 120 s, UPDATE stock SET qty = -3 WHERE id = 1)',
		isSame: true,
	},
	{
		one: 'EDI 997 rejected: segment 14 of transaction set 0001 (interchange 000004417) has the unknown qualifier "ZQ"',
		other:
			'EDI 997 rejected: segment 2 of transaction set 9920 (interchange 000000008) has the unknown qualifier "92 "',
		isSame: true,
	},
	{
		one: 'The spreadsheet row 44 {"Kunde":"Bäckerei Müller","Menge":12} has no value for the primary key of the export',
		other:
			'The spreadsheet row 2 {"Kunde":"Пекарня № 3","Menge":null} has no value for the primary key of the export',
		isSame: true,
	},
	{
		one: 'Page generator emitted 1 duplicate of page 7 after 3 retries, flow run 65f0aa12bc34de56f7890a1b',
		other: 'Page generator emitted 14 duplicates of page 120 after 1 retry, flow run 5e9900',
		isSame: true,
	},
	{
		one: 'Transformation rule 3 on record [118]: JSONata evaluation took 5003 ms, expression depth 212',
		other: 'Transformation rule 12 on record [0]: JSONata evaluation took 60.1 s, expression depth 9',
		isSame: true,
	},
	// Celigo integrator.io: different cause
	{
		one: 'CANT_REMOVE_ID_LINE: line 4 of the transaction 7781',
		other: 'CANT_CHANGE_ID_LINE: line 4 of the transaction 7781',
		isSame: false,
	},
	{
		one: 'The restlet could not transform the estimate 118 into a sales order.',
		other: 'The restlet could not transform the estimate 118 into an invoice.',
		isSame: false,
	},
	{
		one: 'VENDOR_TYPE_REQD while creating expense report 61',
		other: 'TRANS_CLASS_UNBALNCD while creating expense report 61',
		isSame: false,
	},
	{
		one: "FIELD_INTEGRITY_EXCEPTION: There's a problem with this country, even though it may appear correct (State/Country)",
		other:
			"FIELD_INTEGRITY_EXCEPTION: There's a problem with this price book entry, even though it may appear correct (Pricebook)",
		isSame: false,
	},
	{
		one: 'The user of connection 71 has no "View Setup" permission in the org.',
		other: 'The user of connection 71 has no "Modify All Data" permission in the org.',
		isSame: false,
	},
	{
		one: '{"data":null,"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}',
		other: '{"data":null,"errors":[{"message":"Throttled","extensions":{"code":"MAX_COST_EXCEEDED"}}]}',
		isSame: false,
	},
	{
		one: '{"draftOrderComplete":{"userErrors":[{"field":["id"],"message":"is paid"}]}}',
		other: '{"draftOrderComplete":{"userErrors":[{"field":["paymentGatewayId"],"message":"is paid"}]}}',
		isSame: false,
	},
	{
		one: 'Listing of SKU "KP-4" was suppressed: main image is too small',
		other: 'Listing of SKU "KP-4" was suppressed: product title is too long',
		isSame: false,
	},
	{
		one: "Snowflake: Object 'STAGE_ORDERS' is ambiguous or not authorized for role 'LOADER'",
		other: "Snowflake: Warehouse 'STAGE_ORDERS' is ambiguous or not authorized for role 'LOADER'",
		isSame: false,
	},
	{
		one: "Incorrect decimal value: 'abc' for column 'net_weight' at row 1",
		other: "Incorrect decimal value: 'abc' for column 'gross_weight' at row 1",
		isSame: false,
	},
	{
		one: 'FTPS: TLS handshake failed on the control channel of 192.0.2.44',
		other: 'FTPS: TLS handshake failed on the data channel of 192.0.2.44',
		isSame: false,
	},
	{
		one: "XSD check of payload 12: element 'BuyerParty' is not expected",
		other: "XSD check of payload 12: element 'BuyerParty' is not closed",
		isSame: false,
	},
	{
		one: 'SOAP action "createPickup" answered ns0:AuthFault for booking 4410',
		other: 'SOAP action "createPickup" answered ns0:QuotaFault for booking 4410',
		isSame: false,
	},
	{
		one: 'Upstream replied {"ok":false,"why":"parameter","name":"warehouseCode","seen":"X1"}',
		other: 'Upstream replied {"ok":false,"why":"parameter","name":"carrierCode","seen":"X1"}',
		isSame: false,
	},
	{
		one: 'contentBasedFlowRouter could not find branch 2 of router 1',
		other: 'contentBasedFlowRouter could not evaluate branch 2 of router 1',
		isSame: false,
	},
	{
		one: 'Integration app licence permits 5 endpoints, 6 are in use',
		other: 'Integration app licence permits 5 flows, 6 are in use',
		isSame: false,
	},
	// Port (Ocean integrations): same cause
	{
		one: "WARNING  Skipping 3 malformed items of page 12: ['8812', '8813', '9001'] are not objects [task=resync-7f3a]",
		other: "WARNING  Skipping 1 malformed item of page 1: ['b'] are not objects [task=resync-00C1D2]",
		isSame: true,
	},
	{
		one: 'E0311 08:15:30.123456       1 reflector.go:147] k8s.io/client-go@v0.29.0/tools/cache/reflector.go:229: the server could not find the requested resource (get rollouts.argoproj.io)',
		other:
			'E1201 23:59:59.000001       7 reflector.go:147] k8s.io/client-go@v0.28.4/tools/cache/reflector.go:231: the server could not find the requested resource (get rollouts.argoproj.io)',
		isSame: true,
	},
	{
		one: '0/12 nodes are available: 3 Insufficient cpu, 9 node(s) had taints (pod exporter-29384756-k2m9q)',
		other: '0/4 nodes are available: 1 Insufficient cpu, 3 node(s) had taints (pod exporter-29380001-zzzzz)',
		isSame: true,
	},
	{
		one: 'SQS message 5c1d0e2f-8a7b-4c6d-9e0f-1a2b3c4d5e6f from arn:aws:sqs:eu-west-1:000011112222:port-live has no detail block',
		other:
			'SQS message 00AA11BB-22CC-33DD-44EE-55FF66778899 from arn:aws:sqs:us-east-2:444455556666:port-live has no detail block',
		isSame: true,
	},
	{
		one: "Quota exceeded for quota metric 'List requests' and limit 'per minute' of consumer 'project_number:118842001', wait 41.5s",
		other:
			"Quota exceeded for quota metric 'List requests' and limit 'per minute' of consumer 'project_number:7', wait 2s",
		isSame: true,
	},
	{
		one: 'AADSTS7000222: The provided client secret keys are expired. Trace ID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301 Timestamp: 2024-03-11 08:15:30Z',
		other:
			'AADSTS7000222: The provided client secret keys are expired. Trace ID: AAAABBBB-0000-4000-8000-CCCCDDDDEEEE Timestamp: 2023-09-30 00:00:01Z',
		isSame: true,
	},
	{
		one: 'Runner for commit 7fd1a60b01f91b314f59955a4e4d4e80d8edf11d on branch "fix/ærø-ferry" had no GraphQL node, cursor Y3Vyc29yOnYyOpHOAAE=',
		other: 'Runner for commit 0C0FFEE on branch "main" had no GraphQL node, cursor Y3Vyc29yOjEwMA==',
		isSame: true,
	},
	{
		one: 'asyncio.exceptions.CancelledError\n  File "/usr/lib/python3.11/asyncio/tasks.py", line 418, in wait_for\nTimeoutError: page 3 took longer than 30.0 seconds',
		other:
			'asyncio.exceptions.CancelledError\n  File "/opt/py/lib/python3.12/asyncio/tasks.py", line 520, in wait_for\nTimeoutError: page 44 took longer than 90.0 seconds',
		isSame: true,
	},
	{
		one: 'Scorecard \'Production readiness\' rule 3 gave no level for 1 entity ("cart")',
		other:
			'Scorecard \'Production readiness\' rule 12 gave no level for 208 entities ("cart", "søk", "склад", and 205 more)',
		isSame: true,
	},
	{
		one: 'Helm release exporter-4 rolled back to revision 17: context deadline exceeded after 5m0s',
		other: 'Helm release exporter-11 rolled back to revision 2: context deadline exceeded after 90s',
		isSame: true,
	},
	{
		one: 'PagerDuty service PX7A2B1 of owner <renée.dubois@example.org> has 0 of 2 on-call levels filled since 2024-03-01',
		other:
			'PagerDuty service P0 of owner <t.okafor@example.com> has 1 of 3 on-call levels filled since 2022-12-25',
		isSame: true,
	},
	{
		one: 'Secret /etc/port/cfg-8812/token.txt is empty or unreadable (inode 1180321, size 0 B)',
		other: 'Secret /var/run/secrets/ocean/v2/api-token is empty or unreadable (inode 44, size 12 B)',
		isSame: true,
	},
	{
		one: 'Circular parent chain: svc-1 > svc-2 > svc-1',
		other: 'Circular parent chain: a-1 > b-22 > c-333 > d-4 > a-1',
		isSame: true,
	},
	// Port (Ocean integrations): different cause
	{
		one: 'AADSTS7000222: token request of tenant 12 was denied',
		other: 'AADSTS700016: token request of tenant 12 was denied',
		isSame: false,
	},
	{
		one: 'The schema of the new version drops property "sla" that a scorecard uses',
		other: 'The schema of the new version drops property "oncall" that a scorecard uses',
		isSame: false,
	},
	{
		one: 'CRD watch closed: too old resource version: 118 (204)',
		other: 'CRD watch closed: unexpected EOF: 118 (204)',
		isSame: false,
	},
	{
		one: 'ocean sail: config variable port_client_id has no value',
		other: 'ocean sail: config variable event_listener has no value',
		isSame: false,
	},
	{
		one: 'Installation token of app 8812 could not be minted: clock skew',
		other: 'Installation token of app 8812 could not be minted: app suspended',
		isSame: false,
	},
	{
		one: 'IAM policy lacks tag:GetResources in region eu-west-1',
		other: 'IAM policy lacks cloudformation:DescribeStacks in region eu-west-1',
		isSame: false,
	},
	{
		one: 'rpc error: code = Unavailable desc = stream 77 broken',
		other: 'rpc error: code = DeadlineExceeded desc = stream 77 broken',
		isSame: false,
	},
	{
		one: 'Terraform state 14 is locked for apply',
		other: 'Terraform state 14 is locked for destroy',
		isSame: false,
	},
	{
		one: "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0",
		other: "UnicodeEncodeError: 'utf-8' codec can't encode byte 0xff in position 0",
		isSame: false,
	},
	{
		one: "Self-service form input 'replicas' rejected: expected integer",
		other: "Self-service form input 'region' rejected: expected integer",
		isSame: false,
	},
	{
		one: 'Mapping file has an unknown YAML key "selectr" in resource 2',
		other: 'Mapping file has an unknown YAML key "prot" in resource 2',
		isSame: false,
	},
	// Ductape: same cause
	{
		one: 'MaxListenersExceededWarning: 11 message listeners added to [Socket 0x5f3c2b10] by pid 4410',
		other: 'MaxListenersExceededWarning: 21 message listeners added to [Socket 0x00AB] by pid 9',
		isSame: true,
	},
	{
		one: 'Feature flow "onboard" (run 01HRZK7Q9WJX2A4M3N5P6R7S8T) is waiting on an approval from "Ingrid Sæther" for 49 hours',
		other: 'Feature flow "onboard" (run 01J0) is waiting on an approval from "王小明" for 1 hour',
		isSame: true,
	},
	{
		one: 'ResourceExhausted: subscription push-12 holds 1000 of 1000 unacknowledged messages, oldest 00:14:33',
		other: 'ResourceExhausted: subscription push-3 holds 50 of 50 unacknowledged messages, oldest 12:00:00',
		isSame: true,
	},
	{
		one: 'unhandledRejection: Error: pool is draining\n    at Pool.acquire (file:///srv/duct/9f8e7d/pool.mjs:118:15)\n    at async run (file:///srv/duct/9f8e7d/run.mjs:4:2)',
		other:
			'unhandledRejection: Error: pool is draining\n    at Pool.acquire (file:///home/app/build-7/pool.mjs:9:1)\n    at async run (file:///home/app/build-7/run.mjs:220:33)',
		isSame: true,
	},
	{
		one: 'Lock lease on tenant:118:invoice:2024-0009 was lost after 14999ms (fencing token 8812 < 8813)',
		other: 'Lock lease on tenant:7:invoice:1 was lost after 30s (fencing token 4 < 11)',
		isSame: true,
	},
	{
		one: 'Presigned link https://files.example.net/u/118/a%20b.pdf?exp=1710145530&sig=q7Zk%2FA is no longer valid',
		other:
			'Presigned link https://files.example.net/u/9/%C3%B8re.png?exp=1689999999&sig=00 is no longer valid',
		isSame: true,
	},
	{
		one: 'SMTP 552 5.3.4 mailbox of ngozi.a@example.com refused message <0193f0c2.118@mx4.example.com> of 26,214,401 bytes',
		other: 'SMTP 552 5.3.4 mailbox of "Per Ås" refused message <1@mx.example.com> of 50000000 bytes',
		isSame: true,
	},
	{
		one: 'Graph node 7 was updated by 2 writers: versions [4, 5] conflict (edge payload {"w":0.5})',
		other:
			'Graph node 88120 was updated by 3 writers: versions [18, 19, 22] conflict (edge payload {"w":12})',
		isSame: true,
	},
	{
		one: 'Chargeback CB-2024-0031 opened over NGN 45,000.00, respond by 18 Mar 2024',
		other: 'Chargeback CB-7 opened over NGN 900, respond by 1 January 2025',
		isSame: true,
	},
	// Ductape: different cause
	{
		one: 'ERR_STREAM_WRITE_AFTER_END in exporter 4',
		other: 'ERR_STREAM_PREMATURE_CLOSE in exporter 4',
		isSame: false,
	},
	{
		one: 'Feature flow "onboard" is blocked: quota of app 12 used up',
		other: 'Feature flow "onboard" is blocked: licence of app 12 used up',
		isSame: false,
	},
	{
		one: 'Model provider refused prompt 41: content filter',
		other: 'Model provider refused prompt 41: context too long',
		isSame: false,
	},
	{
		one: "EMFILE: too many open files, open '/tmp/up-118.bin'",
		other: "ENOSPC: no space left on device, open '/tmp/up-118.bin'",
		isSame: false,
	},
	{
		one: 'Event pushed to subscriber 9 lacks attribute "traceparent"',
		other: 'Event pushed to subscriber 9 lacks attribute "contentType"',
		isSame: false,
	},
	{
		one: 'Table lease_7: column "expires_at" is of type timestamp but expression is of type text',
		other: 'Table lease_7: column "renewed_at" is of type timestamp but expression is of type text',
		isSame: false,
	},
	{
		one: 'Broker refused consumer 12: unknown member',
		other: 'Broker refused producer 12: unknown member',
		isSame: false,
	},
	{
		one: 'Health probe of pod 3: HTTP/2 GOAWAY',
		other: 'Health probe of pod 3: HTTP/2 RST_STREAM',
		isSame: false,
	},
	// Polarity: same cause
	{
		one: 'GreyNoise has not seen 192.0.2.61 in the last 90 days (cached 11 min ago)',
		other: 'GreyNoise has not seen 2001:db8:0:1::9 in the last 7 days (cached 3 h ago)',
		isSame: true,
	},
	{
		one: 'Redis cache of integration pid-118 evicted 40 keys, hit ratio 0.12, used 1.9 GB',
		other: 'Redis cache of integration pid-4 evicted 1 key, hit ratio 0.99, used 640 MB',
		isSame: true,
	},
	{
		one: 'Sandbox verdict for "invoice (2).docm" [SHA1 da39a3ee5e6b4b0d3255bfef95601890afd80709] pending, place 14 in line',
		other:
			'Sandbox verdict for "счёт.xlsm" [SHA1 2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12] pending, place 1 in line',
		isSame: true,
	},
	{
		one: 'CrowdStrike detection ldt:9f8e7d6c5b4a:118842 belongs to a child tenant (cid A1B2C3D4E5F60718)',
		other: 'CrowdStrike detection ldt:00ff:3 belongs to a child tenant (cid 0011)',
		isSame: true,
	},
	{
		one: 'Overlay of "Zoë Kravchenko" was shown 3 of 25 hits in 612 ms; the rest were dropped',
		other: 'Overlay of "analyst 7" was shown 1 of 2 hits in 4.1 s; the rest were dropped',
		isSame: true,
	},
	{
		one: 'TAXII page added_after=2024-03-11T00:00:00.000Z&limit=100 repeated object indicator--7c9e6679-7425-40de-944b-e07fc1f90ae7',
		other:
			'TAXII page added_after=2021-01-31T12:30:00.000Z&limit=5000 repeated object indicator--00000000-AAAA-4BBB-8CCC-DDDDDDDDDDDD',
		isSame: true,
	},
	{
		one: 'WHOIS referral loop for bad-domain-7.example: whois1.example.net -> whois2.example.net -> whois1.example.net',
		other:
			'WHOIS referral loop for x.example: whois7.example.net -> whois12.example.net -> whois7.example.net',
		isSame: true,
	},
	// Polarity: different cause
	{
		one: 'SAML login of analyst 12 failed: audience mismatch',
		other: 'SAML login of analyst 12 failed: signature mismatch',
		isSame: false,
	},
	{
		one: 'TAXII collection 4 cannot be polled: missing scope "indicators:read"',
		other: 'TAXII collection 4 cannot be polled: missing scope "reports:read"',
		isSame: false,
	},
	{
		one: 'tlsv1 alert protocol version (peer 198.51.100.9)',
		other: 'tlsv1 alert unknown ca (peer 198.51.100.9)',
		isSame: false,
	},
	{
		one: 'IPv4 lookups are turned off for integration 7',
		other: 'Domain lookups are turned off for integration 7',
		isSame: false,
	},
	{
		one: 'Whitelist regex 3 of the integration has an unterminated group',
		other: 'Whitelist regex 3 of the integration has an invalid escape',
		isSame: false,
	},
	{
		one: 'Exchange mailbox search 81 was denied: impersonation is off',
		other: 'Exchange mailbox search 81 was denied: throttling is on',
		isSame: false,
	},
	// Gestal: same cause
	{
		one: 'Ear tag DK 12345-00678 lost contact during meal 3 at station B2 (RSSI -91)',
		other: 'Ear tag FR 7 lost contact during meal 1 at station C114 (RSSI -60.5)',
		isSame: true,
	},
	{
		one: 'Quarantine list has 1 unknown identifier: 840003120009913',
		other: 'Quarantine list has 3 unknown identifiers: 982000000000001, 982000000000002, "truie 44"',
		isSame: true,
	},
	{
		one: 'Weighing scale 5 drifted by 0.85 kg after 1204 weighings, calibrate before 2024-04-01',
		other: 'Weighing scale 12 drifted by 14 kg after 9 weighings, calibrate before 2025-10-31',
		isSame: true,
	},
	{
		one: 'Sync with site "Ferme du Lac" delayed 17 min: 340 packets queued on COM7',
		other: 'Sync with site "Nørregård 2" delayed 2 h: 1 packet queued on COM12',
		isSame: true,
	},
	{
		one: 'Ration of animal #2291 (group "Cochettes A") rounded from 2.347 to 2.35 kg/d is outside 0.5-2.3',
		other: 'Ration of animal #8 (group "Gylte 3") rounded from 7.001 to 7 kg/d is outside 1-6.5',
		isSame: true,
	},
	// Gestal: different cause
	{
		one: 'Animal #2291: weaning event is refused before farrowing',
		other: 'Animal #2291: weaning event is refused before breeding',
		isSame: false,
	},
	{
		one: 'Upload line 9: property "parity" must be an integer',
		other: 'Upload line 9: property "backfat" must be an integer',
		isSame: false,
	},
	{
		one: 'Station B2: entry gate jammed in the open position',
		other: 'Station B2: entry gate jammed in the closed position',
		isSame: false,
	},
	{
		one: 'Ear tag DK 12345-00678 was assigned to a culled sow',
		other: 'Ear tag DK 12345-00678 was assigned to a boar',
		isSame: false,
	},
	{
		one: 'Quarantine list of room 4 could not be saved',
		other: 'Quarantine list of room 4 could not be loaded',
		isSame: false,
	},
];
