namespace Millrace.Landing.Confirming;

/// <summary>What became of a confirmation.</summary>
/// <param name="Detail">The subscription's ARN, or the reason.</param>
internal sealed record ConfirmationVerdict(ConfirmationOutcome Outcome, string Detail);

/// <summary>Confirmed, never to be confirmed, or to be tried again.</summary>
internal enum ConfirmationOutcome
{
    Confirmed,
    Refused,
    TryAgain,
}
