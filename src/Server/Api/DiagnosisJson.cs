using System.Text.Json.Nodes;
using Millrace.Runtime;
using Millrace.Runtime.Diagnosis;

namespace Millrace.Server.Api;

/// <summary>What the doctor found, as it stands on the wire.</summary>
public static class DiagnosisJson
{
    public static JsonObject Write(DestinationDiagnosis diagnosis) =>
        new()
        {
            ["examinedDate"] = UtcText.Of(diagnosis.At),
            ["profile"] = diagnosis.Profile.ToString().ToLowerInvariant(),
            ["findings"] = new JsonArray([.. diagnosis.Findings.Select(Write)]),
        };

    private static JsonObject Write(Finding finding)
    {
        var json = new JsonObject
        {
            ["code"] = finding.Code,
            ["severity"] = finding.Weight.ToString().ToLowerInvariant(),
            ["message"] = finding.What,
            ["remedy"] = finding.Remedy,
        };
        if (finding.Policy is { } policy)
        {
            json["policy"] = JsonNode.Parse(policy);
        }

        return json;
    }
}
