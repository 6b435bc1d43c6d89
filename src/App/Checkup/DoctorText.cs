using System.Text;
using Millrace.Runtime.Diagnosis;

namespace Millrace.App.Checkup;

/// <summary>What the doctor found, for people.</summary>
internal static class DoctorText
{
    public static string Write(DestinationDiagnosis diagnosis)
    {
        var text = new StringBuilder();
        foreach (var finding in diagnosis.Findings)
        {
            text.Append($"{finding.Weight.ToString().ToLowerInvariant()} {finding.Code}: {finding.What}\n  {finding.Remedy}\n");
            if (finding.Policy is { } policy)
            {
                text.Append('\n').Append(policy).Append("\n\n");
            }
        }

        return diagnosis.Findings.Count == 0
            ? $"Nothing is wrong, by the profile {diagnosis.Profile.ToString().ToLowerInvariant()}.\n"
            : text.ToString();
    }
}
