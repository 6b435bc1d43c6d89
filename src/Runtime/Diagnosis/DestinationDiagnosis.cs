using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Diagnosis;

/// <summary>What the doctor found about one destination, the errors first.</summary>
/// <param name="At">When it looked.</param>
public sealed record DestinationDiagnosis(DateTimeOffset At, PolicyProfile Profile, IReadOnlyList<Finding> Findings)
{
    /// <summary>The first of those for which nothing arrives; null: none was found.</summary>
    public Finding? FirstError => Findings.FirstOrDefault(finding => finding.Weight == FindingWeight.Error);
}
