namespace Millrace.EndToEnd.Queues;

/// <summary>The suite by the AWS SDK against fauxqs: shows that the suite asks for what others read in SQS too.</summary>
public sealed class FauxqsSdkTests(FauxqsServer server) : SdkSuite(server), IClassFixture<FauxqsServer>;
