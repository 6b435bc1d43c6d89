using System.Text.Json.Nodes;
using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Setup;

/// <summary>Pieces of Terraform's language.</summary>
internal static class Terraform
{
    /// <summary>A policy in the place of a value: JSON is an expression of the language, and "${…}" in it names resources.</summary>
    public static string Policy(JsonObject policy) =>
        $"jsonencode({PolicyText.Show(policy).Replace("\n", "\n  ", StringComparison.Ordinal)})";

    public static string Output(string name, string value) =>
        $$"""

            output "{{name}}" {
              value = {{value}}
            }

            """;
}
