namespace Millrace.App.Checkup;

/// <summary>What is to be set up.</summary>
internal enum SetupDestination
{
    Sqs,
    Firehose,
}
