namespace Millrace.Runtime.Diagnosis;

/// <param name="IsWithdrawn">It says that nothing arrives, and something has been taken since.</param>
internal sealed record KeptDiagnosis(DestinationDiagnosis Diagnosis, bool IsWithdrawn);
